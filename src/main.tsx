import './ui/look/look.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { syncHistory } from './state/history.ts';
import { exposeIdle } from './state/idle.ts';
import { restoreRuns } from './state/training/runs.ts';
import { queryClient } from './state/services.ts';
import { ToastProvider } from './ui/Toasts.tsx';
import { App } from './views/App.tsx';

syncHistory();
void restoreRuns();
exposeIdle();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ToastProvider>
        <App />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
);
