// Sigstore's certificate authority and log, as @sigstore/mock plays them, on a free port of loopback. Prints one line of JSON: the port,
// and whom to trust. Ends when its input does.
//
// A clock for the log can be given in milliseconds, relative to now.

import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";

const HOST = "https://log.example";
const logClock = process.argv[2] ? new Date(Date.now() + Number(process.argv[2])) : undefined;
const keys = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const certificateLog = await initializeCTLog(keys());
const authority = await initializeCA(keys(), certificateLog);
const log = await initializeTLog(HOST, keys(), logClock);
const fulcio = fulcioHandler(authority);
const rekor = rekorHandler(log);
const known = new Map();

// The mock logs what it is sent; Rekor logs digests and signatures of it.
function entryOf(body) {
  const proposed = JSON.parse(body);
  const { envelope, verifiers } = proposed.spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const sha256 = (data) => ({ algorithm: "sha256", value: createHash("sha256").update(data).digest("hex") });
  return JSON.stringify({
    apiVersion: proposed.apiVersion,
    kind: proposed.kind,
    spec: {
      envelopeHash: sha256(envelope),
      payloadHash: sha256(Buffer.from(payload, "base64")),
      signatures: signatures.map(({ sig }, i) => ({ signature: sig, verifier: verifiers[i] })),
    },
  });
}

async function addEntry(body) {
  const entry = entryOf(body);
  if (known.has(entry)) {
    return { statusCode: 409, response: "exists", location: known.get(entry).path };
  }
  const answer = await rekor.fn(entry);
  const path = `${rekor.path}/${Object.keys(JSON.parse(answer.response))[0]}`;
  known.set(entry, { path, answer });
  return answer;
}

async function answer(request, body) {
  if (request.method === "GET") {
    const found = [...known.values()].find(({ path }) => path === request.url);
    return found ? { ...found.answer, statusCode: 200 } : { statusCode: 404, response: "none" };
  }
  switch (request.url) {
    case fulcio.path:
      return fulcio.fn(body);
    case rekor.path:
      return addEntry(body);
    default:
      return { statusCode: 404, response: "none" };
  }
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const { statusCode, response: text, location } = await answer(request, Buffer.concat(chunks).toString());
  response.writeHead(statusCode, { "content-type": "application/json", ...(location && { location }) });
  response.end(text);
});

const validFor = { start: new Date(Date.now() - 86_400_000).toISOString() };
const publicKey = (der) => ({ rawBytes: der.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor });
const logId = (der) => ({ keyId: createHash("sha256").update(der).digest("base64") });
const trusted = (baseUrl, der) => ({ baseUrl, hashAlgorithm: "SHA2_256", publicKey: publicKey(der), logId: logId(der) });
const trustedRoot = {
  mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
  tlogs: [trusted(HOST, Buffer.from(log.publicKey))],
  ctlogs: [trusted("https://ct.example", Buffer.from(certificateLog.publicKey))],
  certificateAuthorities: [
    {
      subject: { organization: "sigstore.mock", commonName: "sigstore" },
      uri: "https://ca.example",
      certChain: { certificates: [{ rawBytes: authority.rootCertificate.toString("base64") }] },
      validFor,
    },
  ],
  timestampAuthorities: [],
};

server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: server.address().port, trustedRoot }));
});
process.stdin.resume().on("end", () => process.exit(0));
