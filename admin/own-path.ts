/** Only a path of our own: a link to the sign-in must not be a way to somewhere else. */
export const ownPath = (path: string): string => (/^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/');
