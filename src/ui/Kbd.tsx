import styles from './Kbd.module.css';

/** A key, or a chord of keys: `<Kbd keys={['Shift', '←']} />`. */
export function Kbd({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={styles.chord}>
      {keys.map((key) => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
