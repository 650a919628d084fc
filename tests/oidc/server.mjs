// A real OpenID Connect issuer on a free port of this machine, and a person who signs in there.
//
//   node server.mjs LOGIN
//
// Signs LOGIN in through the issuer's own pages, as a browser would: authorization code with PKCE,
// login form, consent form. Does so once for each algorithm, prints one line of JSON,
//
//   {"issuer": "http://127.0.0.1:PORT", "token": "…", "tokens": {"RS256": "…", …}}
//
// and goes on serving discovery and keys until standard input closes.

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const AUDIENCE = 'sorgraph';
const CLIENT = 'sorgraph-test';
const REDIRECT = 'http://127.0.0.1/callback';
const RESOURCE = 'urn:sorgraph:test:'; // and the algorithm to sign with
const PAIRS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};

// The issuer prints its hints to standard output, where only our line belongs.
console.info = console.error;

const login = process.argv[2];
if (!login) {
  console.error('usage: node server.mjs LOGIN');
  process.exit(2);
}

function key(alg) {
  const [type, options] = PAIRS[alg];
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg.toLowerCase() };
}

function issuerAt(origin) {
  return new Provider(origin, {
    clients: [
      {
        client_id: CLIENT,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [REDIRECT],
      },
    ],
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: { keys: Object.keys(PAIRS).map(key) },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_, token) => ({
      name: `Test ${token.accountId}`,
      email: `${token.accountId}@example.org`,
      email_verified: true,
      realm_access: { roles: ['editor'] },
    }),
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          audience: AUDIENCE,
          scope: 'register',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: resource.slice(RESOURCE.length) } },
        }),
      },
    },
  });
}

// A browser with its cookies and without a screen.
class Browser {
  #cookies = new Map();

  async open(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...options, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  // Sends the one form of a page, its hidden fields as they stand.
  async send(page, at, fields) {
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`no form at ${at}: ${page}`);
    const body = new URLSearchParams();
    for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.set(/name="([^"]*)"/.exec(tag)[1], /value="([^"]*)"/.exec(tag)[1]);
    }
    const asked = page.includes('name="login"');
    if (asked) Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    return this.open(new URL(action, at), { method: 'POST', body });
  }
}

async function signIn(origin, alg) {
  const discovery = await (await fetch(`${origin}/.well-known/openid-configuration`)).json();
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const resource = RESOURCE + alg;
  const start = new URL(discovery.authorization_endpoint);
  start.search = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid register',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
    resource,
  });

  // Redirects, the login form, redirects, the consent form, redirects: a dozen steps are plenty.
  const browser = new Browser();
  let at = start;
  let response = await browser.open(at);
  for (let step = 0; step < 12 && !at.href.startsWith(REDIRECT); step += 1) {
    const location = response.headers.get('location');
    if (location) {
      at = new URL(location, at);
      if (!at.href.startsWith(REDIRECT)) response = await browser.open(at);
    } else {
      response = await browser.send(await response.text(), at, { login, password: 'any' });
    }
  }
  const code = at.searchParams.get('code');
  if (!code || at.searchParams.get('state') !== state) throw new Error(`sign-in ended at ${at.href}`);

  const answer = await fetch(discovery.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: CLIENT,
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: REDIRECT,
      resource,
    }),
  });
  const { access_token: token } = await answer.json();
  if (!token) throw new Error(`no token for ${alg}: ${answer.status}`);
  return token;
}

// Whoever waits for our line gets an end of the file instead of no end.
const patience = setTimeout(() => {
  console.error('the sign-in takes longer than a minute');
  process.exit(1);
}, 60_000);

// The issuer's name holds the port, so the port comes first.
const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
server.on('request', issuerAt(issuer).callback());

const tokens = {};
for (const alg of Object.keys(PAIRS)) tokens[alg] = await signIn(issuer, alg);
clearTimeout(patience);
console.log(JSON.stringify({ issuer, token: tokens.RS256, tokens }));

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
