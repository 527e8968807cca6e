/** What a person is told besides results: on stderr, so that stdout holds results alone. */
import { explainFault } from '../core/fault-words.ts';
import type { FaultWire, Notice } from '../core/fault.ts';

export function tellFault(fault: FaultWire): void {
  tell(`error ${fault.code}`, fault);
}

/** `about` is the checkpoint, if it is about one. */
export function tellNotice(notice: Notice, about?: string): void {
  tell(about === undefined ? `note ${notice.code}` : `note ${notice.code} (${about})`, notice);
}

function tell(label: string, wire: FaultWire): void {
  const { title, body, remedy } = explainFault(wire);
  process.stderr.write(`${label}: ${title}\n  ${body}\n  ${remedy}\n`);
}
