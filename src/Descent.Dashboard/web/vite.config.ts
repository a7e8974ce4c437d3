import { defineConfig } from "vite";
import { inline } from "./inline";

// Two pages, each built by itself so that they share no file: page.html, which is one file, and the dashboard with its assets.
export default defineConfig(({ mode }) => ({
  base: "/",
  publicDir: mode === "page" ? false : "public",
  clearScreen: false,
  logLevel: "warn",
  plugins: mode === "page" ? [inline("page.html")] : [],
  build: {
    target: "es2022",
    outDir: mode === "page" ? "dist/page" : "dist/dashboard",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { input: mode === "page" ? "page.html" : "index.html" },
  },
}));
