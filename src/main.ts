import { startApp } from './app/start.ts'

void startApp()
