// The signature of a Windows program (Microsoft PE format, "Attribute Certificate Table").

const PE_OFFSET_AT = 0x3c;
const OPTIONAL_HEADER_AT = 24;
const PE32_PLUS = 0x20b;
/** Of the data directories in the optional header of a 64-bit program; the certificates are the fifth, 8 bytes each. */
const CERTIFICATES_AT = 112 + 4 * 8;

/**
 * @param {Buffer} program a 64-bit PE file
 * @returns {Buffer} the same without its signature; itself where it has none @throws Error for another file
 */
export function withoutSignature(program) {
  const header = program.readUInt32LE(PE_OFFSET_AT);
  const optional = header + OPTIONAL_HEADER_AT;
  const isProgram = program.toString('latin1', header, header + 4) === 'PE\0\0';
  if (!isProgram || program.readUInt16LE(optional) !== PE32_PLUS) throw new Error('not a 64-bit Windows program');
  const start = program.readUInt32LE(optional + CERTIFICATES_AT);
  const size = program.readUInt32LE(optional + CERTIFICATES_AT + 4);
  if (start === 0 || start + size < program.length) return program;
  const bare = Buffer.from(program.subarray(0, start));
  bare.fill(0, optional + CERTIFICATES_AT, optional + CERTIFICATES_AT + 8);
  return bare;
}
