import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { readAgain } from '../state/reading.ts';
import type { KeptMark } from '../state/kept/kept-results.ts';
import type { Extent, OpenSource } from '../state/session.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { ageWords, momentWords } from './age-words.ts';

export interface KeptLineProps {
  readonly source: OpenSource;
  readonly extent: Extent;
  readonly kept: KeptMark;
}

/** Says that an analysis is of an earlier visit, and offers to read the weights again. */
export function KeptLine({ source, extent, kept }: KeptLineProps) {
  const [now] = useState(Date.now);
  const { identity, keptAt } = kept;
  return (
    <>
      <span title={`Read ${momentWords(keptAt)}. The file is the same, so the analysis is too.`}>
        <Badge>Kept result, {ageWords(now - keptAt)}</Badge>
      </span>
      <Button
        size="small"
        variant="quiet"
        icon={RotateCw}
        onClick={() => void readAgain(source, { extent, identity })}
      >
        Read again
      </Button>
    </>
  );
}
