// Judges bundles with @sigstore/verify. Reads one case a line, {"bundle": …, "trustedRoot": …}, perhaps with "subject" and "issuer" of
// who must have signed, and answers one line each: "accepted", or why not.

import { createInterface } from "node:readline";
import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, trustedRoot, subject, issuer } = JSON.parse(line);
  try {
    const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(trustedRoot)));
    const policy = subject ? { subjectAlternativeName: subject, extensions: { issuer } } : undefined;
    verifier.verify(toSignedEntity(bundleFromJSON(bundle)), policy);
    console.log("accepted");
  } catch (error) {
    const cause = error.cause ? `: ${error.cause.message}` : "";
    console.log(`${error.code ?? error.name}: ${error.message}${cause}`.replaceAll("\n", " "));
  }
}
