/** The column names in the first line of a CSV text; none where that line is not complete. */
export function columnNames(text: string): string[] {
  const names: string[] = [];
  let name = '';
  let quoted = false;
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  for (let i = 0; i < source.length; i++) {
    const character = source[i]!;
    if (quoted) {
      if (character !== '"') name += character;
      else if (source[i + 1] === '"') name += source[i++];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      names.push(name.trim());
      name = '';
    } else if (character === '\n') return [...names, name.trim()].filter((part) => part !== '');
    else name += character;
  }
  return [];
}
