<?php

declare(strict_types=1);

namespace Drupal\nodejs\Command;

use Drupal\nodejs\Console;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Style\SymfonyStyle;

/**
 * Publish data to a channel, now.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:publish', description: 'Publish data to a channel, now.')]
final class PublishCommand extends Command {

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('channel', InputArgument::REQUIRED, 'The channel, such as user:7.');
    $this->addArgument('json', InputArgument::REQUIRED, 'The data as JSON.');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    $io = new SymfonyStyle($input, $output);
    $io->success($this->console->publish((string) $input->getArgument('channel'), (string) $input->getArgument('json')));
    return Command::SUCCESS;
  }

}
