import { render } from 'preact';
import { follow } from './board/store';
import './look/base.css';
import './look/board.css';
import './look/panel.css';
import './look/log.css';
import './look/forms.css';
import './look/pages.css';
import './look/settings.css';
import { Frame } from './shell/Frame';

render(<Frame />, document.getElementById('app')!);
void follow();
