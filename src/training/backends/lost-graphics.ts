/** Whether a graphics card is still there: a lost one answers with zeros rather than with an error. */
import * as tf from '../tf.ts';

/** What TensorFlow.js keeps of a graphics interface. */
interface GraphicsBackend {
  readonly gpgpu?: { readonly gl: WebGL2RenderingContext };
  readonly device?: GPUDevice;
}

const lostDevices = new WeakMap<object, string>();
const watched = new WeakSet();

/** Throws once the backend in use has lost its card; call it now and then. */
export function checkGraphics(): void {
  const { gpgpu, device } = tf.backend() as GraphicsBackend;
  if (gpgpu?.gl.isContextLost() === true) throw new Error('The WebGL context was lost.');
  if (device === undefined) return;
  if (!watched.has(device)) {
    watched.add(device);
    void device.lost.then(({ message }) => lostDevices.set(device, message));
  }
  const message = lostDevices.get(device);
  if (message !== undefined) throw new Error(`The WebGPU device was lost. ${message}`.trim());
}
