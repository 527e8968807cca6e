import { Sparkles } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { routingPartsQuery } from '../../state/probing.ts';
import type { OpenSource } from '../../state/session.ts';
import { addEstimate } from '../../state/traces.ts';
import { isRemote } from '../../state/view.ts';
import { Menu } from '../../ui/Menu.tsx';
import type { Analysis } from '../use-analyses.ts';

/** Without a trace: what the routers' weights alone would do. */
export function EstimateButtons({ analyses }: { readonly analyses: readonly Analysis[] }) {
  const sources = analyses.flatMap(({ source }) =>
    source.catalogue.structure.expertsPerLayer > 1 ? [source] : [],
  );
  const [first] = sources;
  return first === undefined ? null : <EstimateMenu source={first} />;
}

function EstimateMenu({ source }: { readonly source: OpenSource }) {
  // of another server nothing is read before somebody asks for it
  const { data } = useQuery({ ...routingPartsQuery(source), enabled: !isRemote(source.ref) });
  if (data?.routers.length === 0) return null;
  return (
    <Menu
      label="Estimate from the router"
      icon={Sparkles}
      sections={[
        {
          heading: 'No trace needed, and no trace’s worth',
          items: [
            {
              label: 'Random probes, all layers',
              hint: 'As if inputs had no direction',
              onSelect: () => addEstimate(source, 'probes'),
            },
            {
              label: 'Token embeddings, first MoE layer',
              hint: 'As if attention added nothing',
              isDisabled: data?.embedding === null,
              onSelect: () => addEstimate(source, 'tokens'),
            },
          ],
        },
      ]}
    />
  );
}
