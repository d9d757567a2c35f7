import type { StackJson } from "../stack/index.ts";

/** Quotes a word, so that bash and zsh read it unchanged. */
export const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const TOKEN = '-H "Authorization: Bearer $TOKEN"';
const JSON_BODY = "-H 'Content-Type: application/json'";

/** A command that reads JSON from standard input and prints one value. Node.js is always installed here; jq may not be. */
const pick = (expression: string) =>
  `node -p 'const r = JSON.parse(require("fs").readFileSync(0, "utf8")); ${expression}'`;

/**
 * Commands to paste into a shell, one by one: they upload a small file and download it again.
 * Every command is one line, because some terminals break continuations. There are no comments, because zsh runs pasted
 * comments as commands.
 */
export const curlWalk = ({ api_url, endpoint_url, client_id, demo }: StackJson): string => {
  const signIn = JSON.stringify({
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: client_id,
    AuthParameters: { USERNAME: demo.username, PASSWORD: demo.password },
  });
  const upload = JSON.stringify({ file_name: "hello.txt", extension: ".txt", len: 17, type: "text/plain" });
  const form = `[...Object.entries(r.fields).map(([name, value]) => ["form-string", name + "=" + value]), ["form", "file=@hello.txt"], ["url", r.url]].map(([option, value]) => option + " = " + JSON.stringify(value)).join("\\n")`;
  return `echo '1. see what a client must know, and get a token, valid for an hour'
API=${shellQuoted(api_url)}
curl -s "$API/.well-known/malote"; echo
TOKEN=$(curl -s ${endpoint_url} -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' -d ${shellQuoted(signIn)} | ${pick("r.AuthenticationResult.IdToken")})
echo '2. request an upload, and get a form to send the file with'
cd "$(mktemp -d)"
printf 'hello from Malote' > hello.txt
curl -s "$API/upload" ${TOKEN} ${JSON_BODY} -d ${shellQuoted(upload)} -o upload.json -w '%{http_code}'; echo
FILE_ID=$(${pick("r.file_id")} < upload.json)
echo '3. send the bytes to S3: the fields of the form, and last the file'
${pick(form)} < upload.json | curl -s -K - -w '%{http_code}'; echo
echo '4. confirm the upload'
curl -s "$API/confirm-upload" ${TOKEN} ${JSON_BODY} -d '{"file_id":"'"$FILE_ID"'"}'; echo
echo '5. get the status (completed after a moment)'
curl -s "$API/consult-status?file_id=$FILE_ID" ${TOKEN}; echo
echo '6. get the record, and download the bytes'
curl -s "$API/files/$FILE_ID" ${TOKEN} -o file.json -w '%{http_code}'; echo
curl -s "$(${pick("r.download.url")} < file.json)"; echo
cd - > /dev/null`;
};
