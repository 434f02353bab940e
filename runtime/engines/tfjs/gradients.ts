/**
 * The gradients of TensorFlow.js's operations, which its core leaves out. They go into a register that all copies of it
 * in a process share.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
