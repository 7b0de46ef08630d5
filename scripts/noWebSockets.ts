/** Stands in for the package `ws`, which Effect's server loads and ours never uses: 130 KB of CommonJS, which a bundle can't load. */
export const WebSocket = undefined
export const WebSocketServer = undefined
export default undefined
