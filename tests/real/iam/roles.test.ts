import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTION_ROLES } from "../template.ts";
import { administrator, arnOfRole, assume, type Clients, clientsOf, physicalIds } from "./cloud.ts";
import { GRANTS } from "./grants.ts";
import { logProbes, type Named, PROBES, type Probe } from "./probes.ts";

const probes = { ...PROBES, ...logProbes(Object.keys(FUNCTION_ROLES)) };
const ids = await physicalIds();
const named: Named = (logicalId) => {
  const id = ids.get(logicalId);
  if (!id) throw new Error(`the stack has no ${logicalId}`);
  return id;
};

/** Whether IAM allowed a call. The service's own response does not matter. */
const isAllowed = async (probe: Probe, clients: Clients): Promise<boolean> => {
  try {
    await probe(clients, named);
    return true;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata === undefined) throw error;
    return !/^AccessDenied/.test(name);
  }
};

const allowedTo = async (clients: Clients): Promise<string[]> => {
  const results = await Promise.all(
    Object.entries(probes).map(async ([label, probe]) => ((await isAllowed(probe, clients)) ? [label] : [])),
  );
  return results.flat().sort();
};

const tried: string[] = [];
afterAll(() => {
  console.log(`${Object.keys(probes).length} calls tried with each role\n${tried.join("\n")}`);
});

describe("the role of", () => {
  test.each(Object.entries(FUNCTION_ROLES))("%s may do exactly what the table lists", async (name, role) => {
    // CloudFormation returns a log group's ARN with ":*", which IAM needs. The emulator compares it with the ARN
    // without ":*", so here a role may not write its own log. template-grants.test.ts checks that grant.
    const expected = (GRANTS[name] ?? []).toSorted();
    expect(Object.keys(probes), "every grant is tried").toEqual(expect.arrayContaining(expected));
    const allowed = await allowedTo(clientsOf(await assume(named(role))));
    tried.push(
      `${name.padEnd(12)} ${allowed.length} allowed, ${Object.keys(probes).length - allowed.length} refused`,
    );
    expect(allowed).toEqual(expected);
  });

  test.each(Object.entries(FUNCTION_ROLES))("%s may be assumed by Lambda only", async (_, role) => {
    const user = await aUserWhoMayAssumeAnything();
    await expect(assume(named(role), user)).rejects.toMatchObject({ name: /AccessDenied/ });
  });
});

describe("the probes", () => {
  test("are all allowed to an administrator", async () => {
    expect(await allowedTo(administrator)).toEqual(Object.keys(probes).sort());
  });
});

async function aUserWhoMayAssumeAnything(): Promise<Clients> {
  const UserName = `assumer-${Math.random().toString(36).slice(2)}`;
  await administrator.iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: arnOfRole("*") }],
  });
  await administrator.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "Assume", PolicyDocument }));
  const { AccessKey } = await administrator.iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = AccessKey ?? {};
  return clientsOf({ accessKeyId, secretAccessKey });
}
