// An issuer of tokens for the run, so that a service as it is in production lets somebody change its register.
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

/** What the tokens of the run say of roles. */
const claim = "roles";

/** Gives `{ environment, token, close }`: settings of the service that believes it, and tokens for a role. */
export function openIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomUUID();
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: id }] });
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(keys);
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const issuer = `http://127.0.0.1:${server.address().port}`;
      const environment = {
        SORGRAPH_ISSUER: issuer,
        SORGRAPH_JWKS_URL: `${issuer}/keys`,
        SORGRAPH_ROLES_CLAIM: claim,
      };
      const token = (...roles) => sign(privateKey, id, { iss: issuer, [claim]: roles });
      // Connections that the service keeps open would else hold up the end.
      const close = () => (server.close(), server.closeAllConnections());
      resolve({ environment, token, close });
    });
  });
}

function sign(key, kid, claims) {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: "ES256", typ: "JWT", kid },
    { aud: "sorgraph", sub: "bench", iat: now, exp: now + 24 * 3600, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signed = createSign("sha256").update(parts.join(".")).sign({ key, dsaEncoding: "ieee-p1363" }, "base64url");
  return [...parts, signed].join(".");
}
