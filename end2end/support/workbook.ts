// A workbook made in the test itself: one sheet of texts, zipped without compression.
import { Buffer } from 'node:buffer';

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum >>> 0;
});

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** The head that a file has before itself, and with more fields in the directory at the end. */
function head(signature: number, name: Buffer, bytes: Buffer, offset?: number): Buffer {
  const central = offset !== undefined;
  const head = Buffer.alloc(central ? 46 : 30);
  let at = head.writeUInt32LE(signature, 0);
  if (central) at = head.writeUInt16LE(20, at);
  at = head.writeUInt16LE(20, at);
  // Names are UTF-8, nothing is compressed, no time.
  at = head.writeUInt16LE(0x0800, at);
  at = head.writeUInt16LE(0, at);
  at = head.writeUInt16LE(0, at);
  at = head.writeUInt16LE(0x21, at);
  at = head.writeUInt32LE(crc32(bytes), at);
  at = head.writeUInt32LE(bytes.length, at);
  at = head.writeUInt32LE(bytes.length, at);
  head.writeUInt16LE(name.length, at);
  if (central) head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, name]);
}

function zip(files: [string, string][]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of files) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(text)];
    const body = Buffer.concat([head(0x04034b50, name, bytes), bytes]);
    bodies.push(body);
    directory.push(head(0x02014b50, name, bytes, offset));
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end]);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function letters(column: number): string {
  const rest = String.fromCharCode(65 + (column % 26));
  return column < 26 ? rest : letters(Math.floor(column / 26) - 1) + rest;
}

/** An .xlsx with one sheet of this name. */
export function workbook(sheet: string, rows: string[][]): Buffer {
  const cell = (text: string, column: number, row: number) =>
    text === ''
      ? ''
      : `<c r="${letters(column)}${row}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  const lines = rows.map((row, place) => {
    const cells = row.map((text, column) => cell(text, column, place + 1)).join('');
    return `<row r="${place + 1}">${cells}</row>`;
  });
  const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zip([
    [
      '[Content_Types].xml',
      `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" ` +
        `Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>` +
        `<sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" ` +
        `Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    [
      'xl/worksheets/sheet1.xml',
      `${xml}<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
    ],
  ]);
}
