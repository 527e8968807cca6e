import type { Mark, Scene } from '../charts/scene.ts';

/** A scene as SVG on the page, with its sentence as text alternative. */
export function SceneView({ scene }: { readonly scene: Scene }) {
  return (
    <svg
      width={scene.width}
      height={scene.height}
      viewBox={`0 0 ${scene.width} ${scene.height}`}
      role="img"
      aria-label={scene.sentence}
    >
      {scene.marks.map((mark, i) => (
        <MarkView key={i} mark={mark} />
      ))}
    </svg>
  );
}

function MarkView({ mark }: { readonly mark: Mark }) {
  switch (mark.kind) {
    case 'path':
      return (
        <path
          d={mark.d}
          fill={mark.fill ?? 'none'}
          stroke={mark.stroke}
          strokeWidth={mark.width}
          strokeDasharray={mark.dash}
          strokeLinejoin="round"
          opacity={mark.opacity}
        />
      );
    case 'line':
      return (
        <line
          x1={mark.x1}
          y1={mark.y1}
          x2={mark.x2}
          y2={mark.y2}
          stroke={mark.stroke}
          strokeWidth={mark.width}
          strokeDasharray={mark.dash}
        />
      );
    case 'rect':
      return (
        <rect
          x={mark.x}
          y={mark.y}
          width={mark.width}
          height={mark.height}
          fill={mark.fill}
          opacity={mark.opacity}
        />
      );
    case 'circle':
      return (
        <circle
          cx={mark.x}
          cy={mark.y}
          r={mark.radius}
          fill={mark.fill}
          stroke={mark.stroke}
          strokeWidth={mark.width}
        />
      );
    case 'text':
      return (
        <text
          x={mark.x}
          y={mark.y}
          fill={mark.fill}
          fontSize={mark.size}
          fontWeight={mark.weight}
          textAnchor={mark.anchor}
          transform={mark.rotate === undefined ? undefined : `rotate(${mark.rotate} ${mark.x} ${mark.y})`}
          {...(mark.halo !== undefined && { stroke: mark.halo, strokeWidth: 3, paintOrder: 'stroke' })}
        >
          {mark.text}
        </text>
      );
  }
}
