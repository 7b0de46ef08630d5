/**
 * The presets of `--drop` and `--keep`, and what counts as an asset: one list serves both.
 *
 * Assets are what pages are made of and a browser fetches by itself. What people ask for by a link of its own is not
 * among them, even though a file: documents (`pdf`, `csv`, `docx`), archives and programs (`zip`, `gz`, `exe`), texts
 * and data (`txt`, `xml`, `json`: feeds and answers of an API). Sound and video are, as players fetch them in many
 * pieces; who counts the listeners of a podcast asks for its `mp3` by name.
 */
import type { RulePresets } from "@logmill/core/plugin"

const assets = {
  code: ["css", "js", "mjs", "map", "wasm"],
  images: [
    "apng",
    "avif",
    "bmp",
    "cur",
    "gif",
    "ico",
    "jpeg",
    "jpg",
    "jxl",
    "png",
    "svg",
    "svgz",
    "tif",
    "tiff",
    "webp"
  ],
  fonts: ["eot", "otf", "ttf", "woff", "woff2"],
  media: ["aac", "flac", "m3u8", "m4a", "m4v", "mov", "mp3", "mp4", "ogg", "ogv", "opus", "vtt", "wav", "webm"]
}

/** Lower-case, without the dot. */
export const assetExtensions: ReadonlySet<string> = new Set(Object.values(assets).flat())

/** What browsers, robots and certificate authorities ask for on their own, whether a site has it or not. */
const wellknown = [
  // Icons and manifests: browsers and phones.
  "/favicon.ico",
  "/favicon*.png",
  "/favicon*.svg",
  "/apple-touch-icon*",
  "/browserconfig.xml",
  "/manifest.json",
  "/*.webmanifest",
  "/opensearch.xml",
  // Rules and lists of pages: robots.
  "/robots.txt",
  "/sitemap*.xml",
  "/sitemap*.xml.gz",
  "/llms*.txt",
  // Who may sell advertisements, who made the site, whom to tell of a hole.
  "/ads.txt",
  "/app-ads.txt",
  "/sellers.json",
  "/humans.txt",
  "/security.txt",
  // Who may read across domains: Flash and Silverlight, and scanners to this day.
  "/crossdomain.xml",
  "/clientaccesspolicy.xml",
  // RFC 8615: certificates, password managers, federation and more.
  "/.well-known/*"
]

/** `static`: assets. `wellknown`: paths at the root of a site that are agreed upon; icons are in both. */
export const presets: RulePresets = {
  static: [`ext:${[...assetExtensions].join(",")}`],
  wellknown: [`path:${wellknown.join(",")}`]
}
