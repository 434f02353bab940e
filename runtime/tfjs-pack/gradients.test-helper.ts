import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

/**
 * Registers the gradients of TensorFlow.js's operations, which its core leaves out and offers as modules only, that Node
 * does not read as they are. They go into a register that all copies of it in a process share.
 */
export async function registerGradients(): Promise<void> {
  const require = createRequire(__filename);
  const { outputFiles } = await build({
    entryPoints: [require.resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'iife',
    logLevel: 'silent',
  });
  const script = new Script(`(function (require) {${outputFiles[0]!.text}})`);
  (script.runInThisContext() as (given: typeof require) => void)(require);
}
