import type * as service from "@malote/core";
import { expectTypeOf, test } from "vitest";
import type { Problem } from "../../../layers/core/src/contract/problem.ts";
import type * as own from "./service.ts";
import type * as wire from "./wire.ts";

// The types of this package are its own, so that its declarations name no other package. Each of these lines fails to
// compile (`npm run types`) if the type and the service's contract are not assignable in both directions.

const assignable = <A extends B, B>(..._: [A, B] | []): void => {};

test("each response type and the service's contract are assignable in both directions", () => {
  assignable<own.StatusView, service.StatusView>();
  assignable<service.StatusView, own.StatusView>();
  assignable<own.FileView, service.FileView>();
  assignable<service.FileView, own.FileView>();
  assignable<own.OperatorFileView, service.OperatorFileView>();
  assignable<service.OperatorFileView, own.OperatorFileView>();
  assignable<own.OperationsView, service.OperationsView>();
  assignable<service.OperationsView, own.OperationsView>();
  assignable<own.ListedView, service.ListedView>();
  assignable<service.ListedView, own.ListedView>();
  assignable<own.FileList, service.FileList>();
  assignable<service.FileList, own.FileList>();
  assignable<own.UploadForm, service.UploadView>();
  assignable<service.UploadView, own.UploadForm>();
  assignable<wire.UploadPlan, service.PlanView>();
  assignable<service.PlanView, wire.UploadPlan>();
  assignable<wire.PartsResponse, service.PartsView>();
  assignable<service.PartsView, wire.PartsResponse>();
  assignable<own.Problem, Problem>();
  assignable<Problem, own.Problem>();
  // A deployment may have no description, so every member is optional here.
  assignable<Required<wire.Description>, Required<service.ServiceView>>();
  assignable<service.ServiceView, wire.Description>();
  expectTypeOf<own.Status>().toEqualTypeOf<service.Status>();
  expectTypeOf<own.SettableStatus>().toEqualTypeOf<service.UpdateRequest["status"]>();
});
