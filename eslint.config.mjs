import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      '.optiscope/',
      '.vscode-test/cache/',
      '.vscode-test/output/',
      'bench/output/',
    ],
  },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['runtime/cli/**', 'scripts/**', 'bench/**', '.vscode-test/**'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
