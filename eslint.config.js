import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const scripts = ['**/*.{js,mjs}'];
const core = ['src/core/**/*.ts'];

/** What would make a fact depend on where or when it is worked out. */
const surroundings = [
  'Date',
  'fetch',
  'performance',
  'setTimeout',
  'setInterval',
  'crypto',
  'navigator',
  'document',
  'window',
];

export default defineConfig(
  globalIgnores(['dist', 'dist-cli', 'public', 'test-results', 'playwright-report', '.data', 'bench/out']),
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: {
        // A file in several projects is checked as part of the first.
        project: ['./tsconfig.json', './tsconfig.worker.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Typed arrays are indexed in hot loops whose bounds the loop itself guarantees.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is seeded: core/random.ts.' },
      ],
      complexity: ['error', 20],
      eqeqeq: 'error',
    },
  },
  {
    files: core,
    rules: {
      'no-restricted-globals': [
        'error',
        ...surroundings.map((name) => ({ name, message: 'The core knows only its arguments.' })),
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
    rules: {
      ...reactHooks.configs.flat['recommended-latest'].rules,
      // It warns of every virtualizer, whose component the compiler leaves alone, as it should.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    files: scripts,
    languageOptions: { globals: globals.node },
  },
  // What these hand to a page runs there.
  { files: ['bench/**/*.mjs'], languageOptions: { globals: globals.browser } },
);
