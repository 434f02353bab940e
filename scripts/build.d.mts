export function buildAll(options?: { readonly minify?: boolean }): Promise<void>;
