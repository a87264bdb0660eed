// Entry of admin.js.
import { Desk } from './desk.ts';

const root = document.getElementById('desk');
if (root !== null) new Desk(root).start();
