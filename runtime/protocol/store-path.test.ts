import { expect, it } from 'vitest';
import { sameStore } from './store-path';

it('takes paths of Windows for the same in whatever case they are written', () => {
  expect(sameStore('c:\\Work\\.optiscope\\runs', 'C:\\work\\.optiscope\\runs')).toBe(true);
  expect(sameStore('c:/work/.optiscope/runs', 'C:\\work\\.optiscope\\runs')).toBe(true);
  expect(sameStore('\\\\Server\\share\\runs', '\\\\server\\share\\runs')).toBe(true);
  expect(sameStore('c:\\work', 'd:\\work')).toBe(false);
});

it('tells upper from lower case elsewhere', () => {
  expect(sameStore('/home/Me/runs', '/home/me/runs')).toBe(false);
  expect(sameStore('/home/me/runs', '/home/me/runs')).toBe(true);
});
