// The server audits of graphql-http: what must and what should be has to be; what may be is shown.
//
//   node audit.mjs http://127.0.0.1:8080/graphql

import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.argv[2] });
const failed = [];
for (const audit of audits) {
  const { status, reason } = await audit.fn();
  const line = `${status}: ${audit.id} ${audit.name}${reason ? `: ${reason}` : ''}`;
  if (status !== 'ok') console.log(line);
  if (status === 'error' || status === 'warn') failed.push(line);
}
console.log(`${audits.length} audits, ${failed.length} of what must or should be failed`);
process.exit(audits.length < 60 || failed.length ? 1 : 0);
