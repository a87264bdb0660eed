import { element } from '../element.ts';

// One alternative per colour, tried in this order at each place of the text.
const words =
  /(?<comment>\/\/.*|#(?!\[).*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?)|(?<variable>\$\w+)|(?<keyword>\b(?:array|as|break|case|class|echo|else|elseif|false|fn|for|foreach|function|if|implements|namespace|new|null|print|private|public|return|static|string|throw|true|use|void|while|FALSE|NULL|TRUE)\b|<\?php)|(?<call>\b[a-z_]\w*(?=\())/g;

/** The text of a PHP program as coloured pieces. */
export function colourPhp(code: string): readonly (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const match of code.matchAll(words)) {
    if (match.index > end) pieces.push(code.slice(end, match.index));
    pieces.push(element('span', { class: `php-${colourOf(match.groups)}` }, match[0]));
    end = match.index + match[0].length;
  }
  pieces.push(code.slice(end));
  return pieces;
}

function colourOf(groups: Readonly<Record<string, string | undefined>> = {}): string {
  return Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'plain';
}
