import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Source } from "../emulator/source.ts";
import { newPassword } from "./password.ts";
import type { Account } from "./stack-json.ts";

/** Creates the three users of a local stack: one who uploads, an operator, and a relay. */
export const createUsers = async (source: Source, userPoolId: string) => {
  const cognito = new CognitoIdentityProviderClient(source);
  const UserPoolId = userPoolId;
  const create = async (Username: string, ...groups: string[]): Promise<Account> => {
    const Password = newPassword();
    const UserAttributes = [
      { Name: "email", Value: Username },
      { Name: "email_verified", Value: "true" },
    ];
    await cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }),
    );
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    for (const GroupName of groups) {
      await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    }
    return { username: Username, password: Password };
  };
  const [demo, operator, relay] = await Promise.all([
    create("demo@malote.local"),
    create("operator@malote.local", "operators"),
    create("relay@malote.local", "relays"),
  ]);
  cognito.destroy();
  return { demo, operator, relay };
};
