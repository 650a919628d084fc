// The supergraph of sorgraph and the partner, composed by the libraries of both gateways.

import apollo from '@apollo/composition';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const COMPOSERS = { apollo: apollo.composeServices, hive: composeServices };

// Takes [{ name, url, sdl }], gives the supergraph SDL of each composer.
export function compose(subgraphs) {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
  const composed = Object.entries(COMPOSERS).map(([composer, compose]) => {
    const { errors, supergraphSdl } = compose(services);
    if (errors?.length) {
      throw new Error(`${composer}: ${errors.map(({ message }) => message).join('\n')}`);
    }
    return [composer, supergraphSdl];
  });
  return Object.fromEntries(composed);
}

// The SDL that a running subgraph tells of itself.
export async function sdlOf(url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${url}: ${JSON.stringify(errors)}`);
  return data._service.sdl;
}
