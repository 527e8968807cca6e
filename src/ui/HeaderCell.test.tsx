// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { HeaderCell, type HeaderCellProps, type SortDirection } from './HeaderCell.tsx';
import { Table, TableBody, TableCell, TableHead, TableRow } from './Table.tsx';

afterEach(cleanup);

function renderHeader(props: Omit<HeaderCellProps, 'label'>) {
  render(
    <Table label="Tensors" rowCount={36_292} columnCount={1} columns="1fr">
      <TableHead>
        <HeaderCell label="Gini" {...props} />
      </TableHead>
      <TableBody>
        <TableRow index={1000}>
          <TableCell kind="figure">0.437</TableCell>
        </TableRow>
      </TableBody>
    </Table>,
  );
  return screen.getByRole('columnheader', { name: 'Gini' });
}

describe('a header cell', () => {
  it('says how the table is sorted', () => {
    expect(renderHeader({ sort: 'descending', onSort: () => undefined }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    cleanup();
    expect(renderHeader({ sort: null, onSort: () => undefined }).getAttribute('aria-sort')).toBe('none');
    cleanup();
    expect(renderHeader({}).getAttribute('aria-sort')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });

  const cases: [HeaderCellProps['kind'], SortDirection | null, SortDirection][] = [
    ['figure', null, 'descending'],
    ['text', null, 'ascending'],
    ['figure', 'descending', 'ascending'],
    ['text', 'ascending', 'descending'],
    ['text', 'descending', 'ascending'],
  ];
  it.each(cases)('sorts a column of kind %s from %s to %s', (kind, sort, expected) => {
    const asked: SortDirection[] = [];
    renderHeader({ kind, sort, onSort: (direction) => asked.push(direction) });
    fireEvent.click(screen.getByRole('button', { name: 'Gini' }));
    expect(asked).toEqual([expected]);
  });
});

it('a row says its number among all rows, drawn or not', () => {
  renderHeader({});
  expect(screen.getByRole('table', { name: 'Tensors' }).getAttribute('aria-rowcount')).toBe('36292');
  expect(screen.getByRole('cell').parentElement?.getAttribute('aria-rowindex')).toBe('1002');
});
