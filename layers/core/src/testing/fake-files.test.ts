import { fakeFiles } from "./fake-files.ts";
import { describeFiles } from "./files-suite.ts";

describeFiles("the fake", fakeFiles());
