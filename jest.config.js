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
  globalSetup: "<rootDir>/test/prepare.mjs",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testTimeout: 150_000,
  // Tests mostly wait for programs they start; by default a machine of two cores would get one worker.
  maxWorkers: 3,
  // Starting a program costs as much as the memory of whoever starts it.
  workerIdleMemoryLimit: "400MB",
  reporters: ["default", "<rootDir>/test/reporter.mjs"],
};
