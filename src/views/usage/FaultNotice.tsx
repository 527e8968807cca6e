import { explainFault } from '../../core/fault-words.ts';
import { encodeFault } from '../../core/fault.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What went wrong, in words. */
export function FaultNotice({ error }: { readonly error: Error }) {
  const { title, body, remedy } = explainFault(encodeFault(error));
  return (
    <Notice tone="danger" title={title} remedy={remedy}>
      {body}
    </Notice>
  );
}
