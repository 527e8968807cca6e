import { Fault, type FaultCode } from '../core/fault.ts';

/** The code of the fault that `work` ends in. Anything else that is thrown, or nothing, fails the test. */
export async function faultOf(work: () => unknown): Promise<FaultCode> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return (error as Fault).code;
    throw error;
  }
  throw new Error('No fault was thrown.');
}
