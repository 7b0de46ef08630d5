export declare const pagesFolder: string
/** Of all pages by the names of their files. */
export declare const formatPages: () => ReadonlyMap<string, string>
