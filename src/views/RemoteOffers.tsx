import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import type { Catalogue } from '../core/catalogue.ts';
import { formatBytes, formatPercent } from '../core/quantity.ts';
import { formatScope, partsInScope } from '../core/scope.ts';
import { keptQuery } from '../state/kept/kept-results.ts';
import { costQuery, USUAL_SHARE } from '../state/summaries.ts';
import type { Extent, OpenSource } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './ScanStatus.module.css';

export interface RemoteOffersProps {
  readonly source: OpenSource;
  readonly onRead: (extent: Extent) => void;
}

/** What of a checkpoint on another server may be read, and how many bytes each choice takes. */
export function RemoteOffers({ source, onRead }: RemoteOffersProps) {
  const { catalogue } = source;
  const { layers, hasRouters } = useMemo(() => scopesOf(catalogue), [catalogue]);
  const [layer, setLayer] = useState(layers[0]?.value ?? '');
  const [share, setShare] = useState(String(USUAL_SHARE));
  const offer = { source, onRead };
  return (
    <div className={styles.offers} role="group" aria-label="What to read">
      <Offer {...offer} extent={`sample:${Number(share)}`} label="Sample">
        <Select
          label="Share of every tensor"
          isLabelHidden
          size="small"
          value={share}
          onChange={setShare}
          options={shares.map((value) => ({
            value,
            label: formatPercent(Number(value)),
          }))}
        />
      </Offer>
      {hasRouters && <Offer {...offer} extent="only:routers" label="Routers" />}
      {layers.length > 0 && (
        <Offer {...offer} extent={`only:${layer}`} label="Layer">
          <Select
            label="Layer to read"
            isLabelHidden
            size="small"
            value={layer}
            onChange={setLayer}
            options={layers}
          />
        </Offer>
      )}
      <Offer {...offer} extent="full" label="All weights" />
    </div>
  );
}

const shares = ['0.001', '0.005', '0.02', '0.1'];

/** Parts of a checkpoint that are worth reading alone. */
function scopesOf({ structure, parts, tensors }: Catalogue) {
  const drawn = partsInScope([{ kind: 'all' }], parts, tensors.names);
  const inLayers = new Set(Array.from(drawn, (part) => parts.layer[part]!));
  return {
    hasRouters: partsInScope([{ kind: 'routers' }], parts, tensors.names).length > 0,
    layers: structure.layerLabels.flatMap((label, layer) =>
      inLayers.has(layer)
        ? [{ value: formatScope([{ kind: 'layer', layer }]), label: `layer ${label}` }]
        : [],
    ),
  };
}

interface OfferProps extends RemoteOffersProps {
  readonly extent: Extent;
  readonly label: string;
  /** Chooses which of several. */
  readonly children?: ReactNode;
}

function Offer({ source, onRead, extent, label, children }: OfferProps) {
  const { data: cost } = useQuery(costQuery(source, extent));
  const { data: kept = [] } = useQuery(keptQuery);
  const bytes = cost === undefined ? '' : `: ${formatBytes(cost.bytes)}`;
  const begun = kept.find(
    (entry) =>
      entry.fingerprint === source.catalogue.fingerprint && entry.extent === extent && entry.fractionRead < 1,
  );
  const before = begun === undefined ? '' : `, ${formatPercent(begun.fractionRead)} read before`;
  return (
    <span className={styles.offer}>
      {children}
      <Button size="small" onClick={() => onRead(extent)}>
        {`Read ${label.toLowerCase()}${bytes}${before}`}
      </Button>
    </span>
  );
}
