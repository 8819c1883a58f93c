import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'

export default defineConfigWithVueTs(
  // The two configurations belong to no tsconfig that typed linting finds; tests/tsconfig.json checks their types.
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'vite.config.ts', 'eslint.config.js'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  vue.configs['flat/recommended'],
  a11y.configs['flat/recommended'],
  vueTsConfigs.strictTypeChecked,
  {
    rules: {
      // oxfmt lays the code out.
      'vue/max-attributes-per-line': 'off',
      'vue/html-self-closing': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      complexity: ['error', 20],
      'max-params': ['error', 4],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a const object or a union.' },
        {
          selector: 'CallExpression[callee.name="setInterval"]',
          message: 'Start the next timer when the step has settled.',
        },
      ],
      // The label wraps or names the control; asking for both is too much.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    // The label is around them, where they are used.
    files: ['src/components/base/Base*.vue'],
    rules: { 'vuejs-accessibility/form-control-has-label': 'off' },
  },
  {
    files: ['tests/**', 'src/server/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)
