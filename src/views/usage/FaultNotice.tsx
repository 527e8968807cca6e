import { explainFault } from '../../core/fault-words.ts';
import { encodeFault } from '../../core/fault.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What went wrong, in words; that a summary has no weights is nothing wrong. */
export function FaultNotice({ error }: { readonly error: Error }) {
  const wire = encodeFault(error);
  const { title, body, remedy } = explainFault(wire);
  return (
    <Notice tone={wire.code === 'no-weights' ? 'info' : 'danger'} title={title} remedy={remedy}>
      {body}
    </Notice>
  );
}
