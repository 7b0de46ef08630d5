/** Of a log's path its name, where the folder is told on hover. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1)
