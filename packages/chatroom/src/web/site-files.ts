import { fieldsOf, isText } from '../shared/fields.ts';
import { type LineFile, readFiles } from '../shared/line.ts';

/** Where files of lines are kept. */
export interface ChatFiles {
  /** May this reader bring files? */
  readonly isOpen: boolean;
  /** Where a file can be had. */
  url(room: string, file: LineFile): string;
  /**
   * Brings a file to a room; `progress` is told how much of it is there, 0 to 1.
   * @throws Error with a sentence for the person
   */
  bring(room: string, file: File, progress: (part: number) => void): Promise<LineFile>;
}

/** Files that Drupal keeps: it looks at what is in them, and asks for the room's access at each look. */
export function siteFiles({
  base,
  csrf,
  isOpen,
}: {
  readonly base: string;
  readonly csrf: () => Promise<string>;
  readonly isOpen: boolean;
}): ChatFiles {
  return {
    isOpen,
    url: (room, { fid }) => `${base}/${room}/files/${fid}`,
    async bring(room, file, progress) {
      const body = new FormData();
      body.append('file', file, file.name);
      const answer = await post(`${base}/${room}/files`, await csrf(), body, progress);
      const [kept] = readFiles([answer]);
      if (kept) return kept;
      const { message } = fieldsOf(fieldsOf(answer)?.error) ?? {};
      throw new Error(isText(message) ? message : 'The file was not taken.');
    },
  };
}

// fetch() tells nothing of how far an upload has got.
function post(url: string, csrf: string, body: FormData, progress: (part: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('X-CSRF-Token', csrf);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      progress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () => resolve(request.response));
    request.addEventListener('error', () => reject(new Error('The site can’t be reached.')));
    request.send(body);
  });
}
