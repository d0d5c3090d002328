import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../test/api.ts';

let api: TestApi;
// biome-ignore lint/suspicious/noExplicitAny: the document is read as any program would read it
let document: any;

beforeAll(async () => {
  api = await startTestApi();
  document = (await api.ask('GET', '/openapi.json', { as: null })).json;
});
afterAll(() => api.drop());

const methods = new Set(['get', 'post', 'put', 'delete']);

interface Operation {
  method: string;
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  it: any;
}

const operations = (): Operation[] =>
  Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, it]) => ({ method, path, it })),
  );

/** Every object inside, at any depth. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe('the OpenAPI document', () => {
  test('is of version 3.1, and names itself', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Karibu', version: expect.any(String) },
    });
  });

  test('is valid, says a validator that is not ours', async () => {
    const { valid, errors } = await new Validator().validate(document);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('describes every address that is mounted, and none that is not', () => {
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const mounted = new Set(api.routes.map((route) => route.replace(/:(\w+)/g, '{$1}')));
    for (const own of ['GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs.css']) mounted.delete(own);
    expect(described.toSorted()).toEqual([...mounted].toSorted());
    expect(described.length).toBeGreaterThan(15);
  });

  test('tells of the header that makes a POST repeatable, and of what refuses it', () => {
    for (const { method, it } of operations()) {
      const headers = (it.parameters ?? []).map((one: { name: string }) => one.name);
      expect(headers.includes('Idempotency-Key')).toBe(method === 'post');
      if (method === 'post')
        expect(Object.keys(it.responses)).toEqual(expect.arrayContaining(['409', '422']));
    }
  });

  test('gives each operation a name of its own, a summary, and answers that say what they mean', () => {
    const ids = operations().map(({ it }) => it.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { method, it } of operations()) {
      expect(methods).toContain(method);
      expect(it.summary).toMatch(/^[A-Z]/);
      for (const [status, response] of Object.entries<{ description: string }>(it.responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/);
        expect(response.description).not.toBe('');
      }
    }
  });

  test('declares each parameter of a path', () => {
    for (const { path, it } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (it.parameters ?? []).filter((one: { in: string }) => one.in === 'path');
      expect(declared.map((one: { name: string }) => one.name)).toEqual(inPath);
      for (const one of it.parameters ?? []) expect(one.schema).toBeDefined();
    }
  });

  test('refers only to what it defines', () => {
    for (const { $ref } of objectsIn(document)) {
      if (typeof $ref !== 'string') continue;
      const [, name] = /^#\/components\/schemas\/(\w+)$/.exec($ref) ?? [];
      expect(document.components.schemas, $ref).toHaveProperty(name ?? $ref);
    }
    for (const { it } of operations()) {
      for (const way of [...(it.security ?? []), ...document.security]) {
        for (const name of Object.keys(way)) expect(document.components.securitySchemes).toHaveProperty(name);
      }
    }
  });

  test('speaks JSON Schema 2020-12, not the dialect of 3.0', () => {
    const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
    for (const schema of objectsIn([document.components.schemas, document.paths])) {
      expect(schema).not.toHaveProperty('nullable');
      if (typeof schema.type === 'string') expect(types).toContain(schema.type);
      if (Array.isArray(schema.required))
        expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(schema.required));
    }
  });

  test('requires of a lead every field it has', () => {
    const { required, properties } = document.components.schemas.Lead;
    expect(required).toEqual(Object.keys(properties));
    expect(document.components.schemas.NewLead.required).toEqual(['phoneNumber']);
    expect(document.components.schemas.LeadChange.required).toBeUndefined();
  });
});

describe('the page of the documentation', () => {
  test('shows every operation and shape, without a script or a foreign host', async () => {
    const { text, headers } = await api.ask('GET', '/docs', { as: null });
    for (const { path, it } of operations()) {
      expect(text).toContain(path);
      expect(text).toContain(it.summary);
    }
    for (const name of Object.keys(document.components.schemas)) expect(text).toContain(`id="${name}"`);
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).not.toMatch(/<script|style="|https?:\/\//);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
  });

  test('is styled by a file of ours', async () => {
    const { status, headers } = await api.ask('GET', '/docs.css', { as: null });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });
});
