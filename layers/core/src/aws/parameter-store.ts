import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { clientConfig } from "./client-config.ts";

/**
 * The value of a SecureString of the Parameter Store.
 * @throws an error that names the parameter if it has no value, or an error of the call
 */
export const readSecret = async (name: string, client = new SSMClient(clientConfig())): Promise<string> => {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new Error(`The parameter ${name} of the Parameter Store has no value.`);
  return Parameter.Value;
};
