/** A value of each parameter that turns a part of the template on, which is off by default. */
const ON: Readonly<Record<string, string>> = {
  SelfSignUp: "true",
  MailIdentity: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
  MailFrom: "Malote <no-reply@example.com>",
  DeletionProtection: "true",
  AlarmEmail: "operators@example.com",
  GradualDeployment: "true",
  MoverReservedConcurrency: "2",
  WebAcl: "true",
  DownloadKeyGroup: "00000000-0000-4000-8000-000000000000",
  DownloadKeyId: "K1EXAMPLE",
  DownloadPrivateKey: "/malote/prod/download-key",
  DownloadWebAcl: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/malote/1",
  Page: "true",
  PageDomain: "files.example.com",
  PageCertificate: "arn:aws:acm:us-east-1:123456789012:certificate/1",
  Inbox: "true",
  InboxWriters: "arn:aws:iam::210987654321:role/writer",
  PublishStatusEvents: "true",
  StatusEventsBus: "malote-prod",
  StatusEventsArchiveDays: "30",
  PublishBucketEvents: "true",
  Webhooks: "true",
};

/**
 * The template with all of its optional parts. checkov evaluates conditions with the defaults of the parameters, and does not
 * look at a resource whose condition is false.
 */
export const withOptionalParts = (template: string): string =>
  Object.entries(ON).reduce((text, [name, value]) => {
    const changed = text.replace(
      new RegExp(`^( {2}${name}:\n(?: {4}.*\n)*? {4}Default: ).*`, "m"),
      (_, before: string) => before + JSON.stringify(value),
    );
    if (changed === text) throw new Error(`template.yaml has no default of ${name}`);
    return changed;
  }, template);
