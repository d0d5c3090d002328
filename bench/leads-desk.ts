import { listen, openDesk } from './leads-process.ts';

// What is measured: the admin, alone in its process.
listen(openDesk().routes);
