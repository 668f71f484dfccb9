// The elements of pages of ours, rendered by React in fastify: node react.mjs FOLDER, which holds the
// pages as JSON, named by numbers. One process for each processor, as ours uses all of them.
import cluster from 'node:cluster';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const [host, port] = process.env.BENCH_LISTEN.split(':');

if (cluster.isPrimary) {
  for (let number = 0; number < availableParallelism(); number++) cluster.fork();
} else {
  process.env.NODE_ENV = 'production';
  const { default: fastify } = await import('fastify');
  const { createElement } = await import('react');
  const { renderToString } = await import('react-dom/server');

  // What React calls otherwise, or does not take as text.
  const names = { class: 'className', for: 'htmlFor', style: 'data-style', value: 'defaultValue', checked: 'defaultChecked' };
  const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

  /** A component for every element: pages are put together from components. */
  const Part = ({ node }) => {
    if (node.text !== undefined) return node.text;
    const attributes = Object.fromEntries(node.attributes.map(([name, value]) => [names[name] ?? name, value]));
    if (empty.has(node.tag)) return createElement(node.tag, attributes);
    if (node.tag === 'script' || node.tag === 'style') {
      const text = node.children.map((child) => child.text).join('');
      return createElement(node.tag, { ...attributes, dangerouslySetInnerHTML: { __html: text } });
    }
    // A title or an option takes one text and no component.
    const isText = node.children.every((child) => child.text !== undefined);
    const children = isText
      ? node.children.map((child) => child.text).join('')
      : node.children.map((child, key) => createElement(Part, { node: child, key }));
    return createElement(node.tag, attributes, children);
  };

  const app = fastify({ keepAliveTimeout: 3_600_000 });
  for (let number = 0; existsSync(join(folder, `${number}.json`)); number++) {
    const nodes = JSON.parse(readFileSync(join(folder, `${number}.json`), 'utf8'));
    const root = nodes.find((node) => node.tag === 'html');
    app.get(`/${number}`, (_, reply) => {
      reply.type('text/html; charset=utf-8');
      return `<!DOCTYPE html>${renderToString(createElement(Part, { node: root }))}`;
    });
  }
  await app.listen({ host, port: Number(port) });
}
