/**
 * A multipart form with fields and, last, a file: the bytes before and after the file's own bytes.
 * Node.js encodes the form with an empty file, so names and values are escaped as browsers escape them.
 */
export const formAround = async (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([]), "file");
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "";
  const frame = Buffer.from(await encoded.arrayBuffer());
  const end = frame.lastIndexOf(`\r\n--${type.split("boundary=")[1]}--`);
  return { type, before: frame.subarray(0, end), after: frame.subarray(end) };
};
