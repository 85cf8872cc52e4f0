// Tests run as native ES modules; swc strips the types, `npm run types` checks them.
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  globalSetup: "<rootDir>/test/build.mjs",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testTimeout: 60_000,
  reporters: ["default", "<rootDir>/test/reporter.mjs"],
};
